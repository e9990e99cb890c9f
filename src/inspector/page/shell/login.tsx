/**
 * The form that is shown when nobody is logged in.
 *
 * @module
 */
import { useEffect, useRef, useState } from "preact/hooks";
import type { JSX, TargetedSubmitEvent } from "preact";
import { connect } from "../connection.ts";
import { logIn } from "../requests.ts";
import { Brand } from "./header.tsx";
import { Icon } from "./icons.tsx";

type Way = "password" | "token";

/** The form. */
export function Login(): JSX.Element {
  const [way, setWay] = useState<Way>("password");
  const [isAsking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const submit = async (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    const text = (field: string) => String(said.get(field) ?? "");
    setAsking(true);
    setRefusal(undefined);
    const answer = await logIn(
      way === "token"
        ? { token: text("token").trim() }
        : { name: text("name"), password: text("password") },
    );
    setAsking(false);
    if (answer instanceof Response) connect();
    else setRefusal(answer.reason);
  };
  const form = useRef<HTMLFormElement>(null);
  useEffect(
    () =>
      form.current?.querySelector<HTMLInputElement>(".field input")?.focus(),
    [],
  );
  return (
    <main class="login">
      <form
        ref={form}
        class="login-card"
        onSubmit={submit}
        aria-labelledby="login-title"
      >
        <Brand />
        <h1 id="login-title">Log in to look inside</h1>
        <Ways way={way} choose={setWay} />
        {way === "token" ? <TokenField /> : <PasswordFields />}
        <p class="login-refusal" role="alert">
          {refusal && (
            <>
              <Icon name="lost" />
              {refusal}
            </>
          )}
        </p>
        <button type="submit" class="main" disabled={isAsking}>
          {isAsking ? "Logging in…" : "Log in"}
        </button>
      </form>
    </main>
  );
}

function Ways(
  { way, choose }: { readonly way: Way; readonly choose: (way: Way) => void },
): JSX.Element {
  const option = (value: Way, label: string) => (
    <label class={way === value ? "way way-chosen" : "way"}>
      <input
        type="radio"
        name="way"
        value={value}
        checked={way === value}
        onChange={() =>
          choose(value)}
      />
      {label}
    </label>
  );
  return (
    <fieldset class="ways">
      <legend class="unseen">By what</legend>
      {option("password", "Password")}
      {option("token", "Token")}
    </fieldset>
  );
}

function PasswordFields(): JSX.Element {
  return (
    <>
      <label class="field">
        Name
        <input name="name" autocomplete="username" required />
      </label>
      <label class="field">
        Password
        <input
          name="password"
          type="password"
          autocomplete="current-password"
          required
        />
      </label>
    </>
  );
}

function TokenField(): JSX.Element {
  return (
    <label class="field">
      Token
      <input
        name="token"
        type="password"
        autocomplete="off"
        required
        aria-describedby="token-hint"
      />
      <span id="token-hint" class="hint">
        It stands in the address that was printed at the start, behind
        <code>?token=</code>
      </span>
    </label>
  );
}
