# A BEAM node under a test's command: what it is told comes by lines on standard input, what it says goes by lines of
# JSON to standard output. Started by beam.ts:
#
#     elixir --name b@10.77.0.2 --cookie biscuit beam_peer.exs
#
#     in   ID BASE64          evaluate this Elixir expression, in a process of its own
#     out  {"ready": NODE}    it is a node
#          {"id": ID, "ok": VALUE} or {"id": ID, "error": TEXT}     VALUE as `inspect` shows it
#          {"inbox": NAME, "message": VALUE}                        a message came to that inbox
#          {"note": TEXT}                                           whatever an expression tells by `Peer.note`
#
# The end of its input is its end. A kill by the test is a kill of the VM: this is one operating system process.
defmodule Peer do
  def main do
    tell(ready: inspect(node()))
    Enum.each(IO.stream(:stdio, :line), &serve/1)
    System.halt(0)
  end

  def note(text), do: tell(note: text)

  def show(value),
    do: inspect(value, limit: :infinity, printable_limit: 4_096, width: :infinity)

  def tell(fields) do
    members = Enum.map_join(fields, ", ", fn {key, value} -> "\"#{key}\": #{json(value)}" end)
    IO.puts("{#{members}}")
  end

  defp serve(line) do
    [id, code] = String.split(line)
    spawn(fn -> answer(String.to_integer(id), Base.decode64!(code)) end)
  end

  defp answer(id, code) do
    {value, _} = Code.eval_string(code)
    tell(id: id, ok: show(value))
  catch
    kind, reason -> tell(id: id, error: Exception.format(kind, reason, []))
  end

  defp json(number) when is_integer(number), do: Integer.to_string(number)

  defp json(text) do
    escaped = for <<char::utf8 <- text>>, into: "", do: escape(char)
    "\"#{escaped}\""
  end

  defp escape(?"), do: "\\\""
  defp escape(?\\), do: "\\\\"

  defp escape(char) when char < 0x20,
    do: "\\u" <> String.pad_leading(Integer.to_string(char, 16), 4, "0")

  defp escape(char), do: <<char::utf8>>
end

# A registered process that traps exits and tells every message it gets; `run` has it do something itself, so that
# its monitors and links are its own.
defmodule Inbox do
  def start(name) do
    pid = spawn(fn -> begin(name) end)
    Process.register(pid, name)
    pid
  end

  defp begin(name) do
    Process.flag(:trap_exit, true)
    loop(name)
  end

  def run(name, work) do
    reference = make_ref()
    send(name, {__MODULE__, self(), reference, work})

    receive do
      {^reference, result} -> result
    end
  end

  defp loop(name) do
    receive do
      {__MODULE__, from, reference, work} -> send(from, {reference, work.()})
      message -> Peer.tell(inbox: Atom.to_string(name), message: Peer.show(message))
    end

    loop(name)
  end
end

# What most services are: it counts, echoes, and dies when told.
defmodule Counter do
  use GenServer

  def start(name, count \\ 0), do: GenServer.start(__MODULE__, count, name: name)
  def init(count), do: {:ok, count}
  def handle_call({:add, by}, _from, count), do: {:reply, count + by, count + by}
  def handle_call({:echo, term}, _from, count), do: {:reply, term, count}
  def handle_call(:count, _from, count), do: {:reply, count, count}
  def handle_call(:who, {pid, _tag}, count), do: {:reply, pid, count}
  def handle_call({:crash, reason}, _from, count), do: {:stop, reason, count}
  def handle_call(:never, _from, count), do: {:noreply, count}
  def handle_cast({:add, by}, count), do: {:noreply, count + by}
  def handle_cast({:stop, reason}, count), do: {:stop, reason, count}
  def handle_info({:add, by}, count), do: {:noreply, count + by}
end

Peer.main()
