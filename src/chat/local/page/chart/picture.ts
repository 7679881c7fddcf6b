/**
 * `<chart-picture>`: a chart that is no candles, as the desk draws it. It is asked for when it comes into sight; where it does
 * not come, its place says so.
 */
const ABSENT = "The picture did not come: open it again by its button below.";

class ChartPictureElement extends HTMLElement {
  load: (() => Promise<Blob>) | null = null;
  #name = "";
  #url: string | null = null;
  #isAsked = false;
  readonly #sight = new IntersectionObserver((seen) => {
    if (seen.some(({ isIntersecting }) => isIntersecting)) void this.#show();
  });

  set name(name: string) {
    this.#name = name;
  }

  connectedCallback(): void {
    this.#sight.observe(this);
  }

  disconnectedCallback(): void {
    this.#sight.disconnect();
    this.replaceChildren();
    if (this.#url !== null) URL.revokeObjectURL(this.#url);
    this.#url = null;
    this.#isAsked = false;
  }

  async #show(): Promise<void> {
    if (this.#isAsked || this.load === null) return;
    this.#isAsked = true;
    const picture = await this.load().catch(() => null);
    if (!this.isConnected) return;
    if (picture === null) return this.replaceChildren(ABSENT);
    this.#url = URL.createObjectURL(picture);
    const image = document.createElement("img");
    image.alt = this.#name;
    image.src = this.#url;
    this.replaceChildren(image);
  }
}

customElements.define("chart-picture", ChartPictureElement);
