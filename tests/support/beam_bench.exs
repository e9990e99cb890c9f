# What is measured on a BEAM node, whatever is at the other end: the peer only has to have an `echo`, which answers a
# call with what it was asked, and a `sink`, which answers the call `:count` with how many messages came since the last.
# Times are taken here, in microseconds of the VM's own clock.
defmodule Bench do
  @doc "Starts what the other end of a measurement is, on this node."
  def serve do
    Process.register(spawn(&echo/0), :echo)
    Process.register(spawn(fn -> sink(0) end), :sink)
    :ok
  end

  @doc "Calls a second, from so many processes of which each waits for its answer, for so many ms."
  def calls(node, outstanding, for_ms) do
    began = now()
    until = began + for_ms * 1_000
    workers = for _ <- 1..outstanding, do: Task.async(fn -> call_until({:echo, node}, until, 0) end)
    count = workers |> Task.await_many(:infinity) |> Enum.sum()
    count / (now() - began) * 1_000_000
  end

  @doc "Messages a second of so many bytes, sent and then counted by the other end."
  def sends(node, bytes, count) do
    message = {:data, :binary.copy(<<7>>, bytes)}
    GenServer.call({:sink, node}, :count, :infinity)
    began = now()
    send_all({:sink, node}, message, count)
    ^count = GenServer.call({:sink, node}, :count, :infinity)
    count / (now() - began) * 1_000_000
  end

  @doc "Median time from `Node.connect` to its answer, in ms."
  def connects(node, rounds) do
    times = for _ <- 1..rounds, do: connect(node)
    times |> Enum.sort() |> Enum.at(div(rounds, 2))
  end

  defp connect(node) do
    Node.monitor(node, true)
    Node.disconnect(node)

    receive do
      {:nodedown, ^node} -> :ok
    end

    {us, true} = :timer.tc(fn -> Node.connect(node) end)
    us / 1_000
  end

  defp call_until(target, until, count) do
    :ping = GenServer.call(target, :ping, :infinity)
    if now() < until, do: call_until(target, until, count + 1), else: count + 1
  end

  defp send_all(_target, _message, 0), do: :ok

  defp send_all(target, message, count) do
    send(target, message)
    send_all(target, message, count - 1)
  end

  defp echo do
    receive do
      {:"$gen_call", from, request} -> GenServer.reply(from, request)
    end

    echo()
  end

  defp sink(count) do
    receive do
      {:data, _} ->
        sink(count + 1)

      {:"$gen_call", from, :count} ->
        GenServer.reply(from, count)
        sink(0)
    end
  end

  defp now, do: System.monotonic_time(:microsecond)
end
