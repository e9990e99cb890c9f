/**
 * Logs in at the inspector's page.
 *
 * @module
 */
import type { Page } from "playwright-core";

/** Fills in the form and sends it. */
export async function logIn(
  page: Page,
  { username, password }: {
    readonly username: string;
    readonly password: string;
  },
): Promise<void> {
  await page.getByRole("textbox", { name: "Name", exact: true })
    .fill(username);
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
}
