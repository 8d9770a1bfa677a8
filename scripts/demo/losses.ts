/** What a tour finds missing. */
export interface Losses {
  /** Notes what is lost where something is not as it was promised. */
  expect(isTrue: boolean, loss: string): void;
  /** Tells them all, or that there are none; whether there are none. */
  tell(): boolean;
}

export function createLosses(): Losses {
  const losses: string[] = [];
  return {
    expect(isTrue, loss) {
      if (!isTrue) losses.push(loss);
    },
    tell() {
      for (const loss of losses) console.log(`LOST: ${loss}`);
      console.log(losses.length === 0 ? '\nNothing that was acknowledged is lost.' : '');
      return losses.length === 0;
    },
  };
}
