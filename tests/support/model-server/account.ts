/** US dollars per million tokens, of every scripted model. */
export const PRICE = { input: 1.54, output: 4.84 } as const;

/** The account that all requests of a server are charged to. */
export interface Account {
  readonly usd: number;
  readonly diem: number;
  /** Takes the price of a reply from the balance and returns it, US dollars. */
  charge(promptTokens: number, completionTokens: number): number;
}

export function createAccount(): Account {
  let usd = 50.23;
  return {
    get usd() {
      return usd;
    },
    diem: 100.023,
    charge: (promptTokens, completionTokens) => {
      const price = rounded((promptTokens * PRICE.input + completionTokens * PRICE.output) / 1e6);
      usd = rounded(usd - price);
      return price;
    },
  };
}

function rounded(usd: number): number {
  return Math.round(usd * 1e8) / 1e8;
}
