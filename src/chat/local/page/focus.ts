/** Where the keys go. The page draws what it knows; what somebody is typing into stays what they are typing into. */

/** A field may be drawn as another element (a list in place of a line): the one of the same id takes its focus over. */
export function keepingFocus(draw: () => void): void {
  const { activeElement } = document;
  draw();
  if (activeElement === null || activeElement.id === "" || activeElement.isConnected) return;
  document.getElementById(activeElement.id)?.focus({ preventScroll: true });
}

/** To the first field of the form that was opened, unless somebody is in it already. */
export function focusForm(): void {
  const form = document.querySelector(".form");
  if (form === null || form.contains(document.activeElement)) return;
  form.querySelector<HTMLElement>(".field :is(select, input)")?.focus();
}
