/**
 * Asks before something is done that cannot be undone.
 *
 * @module
 */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** What is asked. */
export interface ConfirmationProps {
  readonly title: string;
  /** Whom it concerns. */
  readonly about: string;
  /** What follows from it. */
  readonly warning: string;
  /** What the button says that has it done. */
  readonly verb: string;
  readonly confirm: () => void;
  readonly cancel: () => void;
}

/** A modal dialog, which the browser keeps the focus in; Escape cancels. */
export function Confirmation(props: ConfirmationProps): JSX.Element {
  const { title, about, warning, verb, confirm, cancel } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current!.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="dialog-title"
      aria-describedby="dialog-about"
      onClose={cancel}
    >
      <h2 id="dialog-title">{title}</h2>
      <div id="dialog-about">
        <p class="mono">{about}</p>
        <p>{warning}</p>
      </div>
      <div class="dialog-buttons">
        <button type="button" onClick={cancel} autofocus>Cancel</button>
        <button type="button" class="danger" onClick={confirm}>{verb}</button>
      </div>
    </dialog>
  );
}
