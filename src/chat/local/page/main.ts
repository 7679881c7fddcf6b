/** The page's first module. */
import { html, render } from "lit-html";

const desk = document.getElementById("desk");
if (desk !== null) render(view(location.hash.length > 1), desk);

function view(hasToken: boolean) {
  return html`<p>${hasToken ? "The address brings the desk's token." : "Open the address that the start printed."}</p>`;
}
