# A libcluster node as far as its Gossip group can see it: docs/decisions/0005-interop-peers.md.
#
#     elixir gossip_peer.exs --node b@10.77.0.2 --group 233.252.1.32 --port 45892
#       [--if-addr 0.0.0.0] [--multicast-if ADDRESS] [--secret TEXT] [--broadcast] [--silent]
#
# It announces itself at once and then after each random wait of 1 to 5000 ms; with --silent, and
# besides, at each SIGUSR2. Every line it prints ends with the time in ms since the epoch:
#
#     ready AT            the socket is open
#     announced AT        one heartbeat went out
#     heard NODE IP AT    one came
#     dropped WHY IP AT   a packet that libcluster drops in silence
#
# Nothing is rescued: what would crash libcluster's process ends this one with code 1, and so does a term that
# libcluster would only ignore, since none of ours may be one.
defmodule GossipPeer do
  @prelude "heartbeat::"
  @flags [
    node: :string, group: :string, port: :integer, if_addr: :string, multicast_if: :string,
    secret: :string, broadcast: :boolean, silent: :boolean
  ]

  def main(argv) do
    {options, []} = OptionParser.parse!(argv, strict: @flags)
    port = Keyword.get(options, :port, 45892)
    {:ok, socket} = :gen_udp.open(port, socket_options(options))

    state = %{
      socket: socket,
      node: options |> Keyword.fetch!(:node) |> String.to_atom(),
      group: options |> Keyword.fetch!(:group) |> address(),
      port: port,
      key: key(options[:secret]),
      silent: Keyword.get(options, :silent, false)
    }

    self = self()
    {:ok, _} = System.trap_signal(:sigusr2, fn -> send(self, :announce) && :ok end)
    tell("ready")
    unless state.silent, do: send(self, :heartbeat)
    listen(state)
  end

  defp socket_options(options) do
    bind = options |> Keyword.get(:if_addr, "0.0.0.0") |> address()
    common = [:binary, active: true, ip: bind, reuseaddr: true, broadcast: true]
    if options[:broadcast], do: common, else: common ++ multicast_options(options)
  end

  defp multicast_options(options) do
    group = options |> Keyword.fetch!(:group) |> address()

    case options[:multicast_if] do
      nil ->
        [multicast_ttl: 1, multicast_loop: true, add_membership: {group, {0, 0, 0, 0}}]

      text ->
        interface = address(text)

        [multicast_if: interface, multicast_ttl: 1, multicast_loop: true] ++
          [add_membership: {group, interface}]
    end
  end

  defp listen(state) do
    receive do
      :heartbeat ->
        announce(state)
        Process.send_after(self(), :heartbeat, :rand.uniform(5_000))

      :announce ->
        announce(state)

      {:udp, _socket, ip, _port, packet} ->
        tell("#{judge(open(packet, state.key), state.node)} #{:inet.ntoa(ip)}")
    end

    listen(state)
  end

  defp announce(state) do
    plain = @prelude <> :erlang.term_to_binary(%{node: state.node})
    at = now()
    :ok = :gen_udp.send(state.socket, state.group, state.port, seal(plain, state.key))
    tell("announced", at)
  end

  defp judge(@prelude <> term, self) do
    case :erlang.binary_to_term(term) do
      %{node: ^self} -> "dropped own"
      %{node: node} when is_atom(node) -> "heard #{node}"
    end
  end

  defp judge(:undecipherable, _self), do: "dropped undecipherable"
  defp judge(_, _self), do: "dropped no_heartbeat"

  defp key(nil), do: nil
  defp key(secret), do: :crypto.hash(:sha256, secret)

  defp seal(plain, nil), do: plain

  defp seal(plain, key) do
    iv = :crypto.strong_rand_bytes(16)
    count = 16 - rem(byte_size(plain), 16)
    padded = plain <> :binary.copy(<<count>>, count)
    [iv, :crypto.crypto_one_time(:aes_256_cbc, key, iv, padded, true)]
  end

  defp open(packet, nil), do: packet

  defp open(<<iv::binary-size(16), cipher::binary>>, key)
       when byte_size(cipher) > 0 and rem(byte_size(cipher), 16) == 0 do
    padded = :crypto.crypto_one_time(:aes_256_cbc, key, iv, cipher, false)
    count = :binary.last(padded)
    plain = byte_size(padded) - count

    # Stricter than libcluster, which looks at the last byte alone: our padding must be right.
    if count in 1..16 and :binary.part(padded, plain, count) == :binary.copy(<<count>>, count),
      do: :binary.part(padded, 0, plain),
      else: :undecipherable
  end

  defp open(_, _), do: :undecipherable

  defp address(text) do
    {:ok, address} = text |> String.to_charlist() |> :inet.parse_ipv4_address()
    address
  end

  defp tell(words, at \\ now()), do: IO.puts("#{words} #{at}")
  defp now, do: System.system_time(:millisecond)
end

GossipPeer.main(System.argv())
