# What an application sees of libcluster: `Cluster.Supervisor`, with the Gossip strategy. docs/decisions/0005 says why it
# is not libcluster itself. It does what that does on the wire and to the node: a heartbeat at once and then after each
# random wait of 1 to 5000 ms, and `:net_kernel.connect_node/1` for whoever is heard and not connected.
defmodule Cluster.Supervisor do
  use Supervisor

  def start_link([topologies, options]),
    do: Supervisor.start_link(__MODULE__, topologies, options)

  def init(topologies) do
    children =
      for {name, options} <- topologies do
        strategy = Keyword.fetch!(options, :strategy)
        config = Keyword.get(options, :config, [])
        %{id: name, start: {GenServer, :start_link, [strategy, {name, config}, []]}}
      end

    Supervisor.init(children, strategy: :one_for_one)
  end
end

defmodule Cluster.Strategy.Gossip do
  use GenServer

  @prelude "heartbeat::"

  def init({topology, config}) do
    port = Keyword.get(config, :port, 45_892)
    group = config |> Keyword.get(:multicast_addr, "233.252.1.32") |> address()
    bind = config |> Keyword.get(:if_addr, "0.0.0.0") |> address()

    {:ok, socket} =
      :gen_udp.open(port, [
        :binary,
        active: true,
        ip: bind,
        reuseaddr: true,
        broadcast: true,
        multicast_ttl: Keyword.get(config, :multicast_ttl, 1),
        multicast_loop: true,
        add_membership: {group, {0, 0, 0, 0}}
      ])

    send(self(), :heartbeat)
    {:ok, %{topology: topology, socket: socket, group: group, port: port, key: key(config[:secret])}}
  end

  def handle_info(:heartbeat, state) do
    packet = seal(@prelude <> :erlang.term_to_binary(%{node: node()}), state.key)
    :gen_udp.send(state.socket, state.group, state.port, packet)
    Process.send_after(self(), :heartbeat, :rand.uniform(5_000))
    {:noreply, state}
  end

  def handle_info({:udp, _socket, _ip, _port, packet}, state) do
    case open(packet, state.key) do
      @prelude <> term -> term |> :erlang.binary_to_term() |> connect()
      _ -> :ok
    end

    {:noreply, state}
  end

  defp connect(%{node: name}) do
    unless name == node() or name in Node.list(:connected), do: :net_kernel.connect_node(name)
  end

  defp key(nil), do: nil
  defp key(secret), do: :crypto.hash(:sha256, secret)

  defp seal(plain, nil), do: plain

  defp seal(plain, key) do
    iv = :crypto.strong_rand_bytes(16)
    [iv, :crypto.crypto_one_time(:aes_256_cbc, key, iv, plain, encrypt: true, padding: :pkcs_padding)]
  end

  defp open(packet, nil), do: packet

  defp open(<<iv::binary-size(16), cipher::binary>>, key) when rem(byte_size(cipher), 16) == 0,
    do: :crypto.crypto_one_time(:aes_256_cbc, key, iv, cipher, encrypt: false, padding: :pkcs_padding)

  defp open(_, _), do: nil

  defp address(text) do
    {:ok, address} = text |> String.to_charlist() |> :inet.parse_ipv4_address()
    address
  end
end
