/** Gives one turn at a time, in the order they were asked for. */
export interface Turns {
  /**
   * Asks for a turn; `begin` is called when it has come, at once where nobody has one.
   * @returns gives the turn back, or the place in the queue; more than once does nothing more.
   */
  take(begin: () => void): () => void;
}

export function createTurns(): Turns {
  const queue: { readonly begin: () => void }[] = [];
  return {
    take(begin) {
      const own = { begin };
      queue.push(own);
      if (queue[0] === own) begin();
      return () => {
        const place = queue.indexOf(own);
        if (place < 0) return;
        queue.splice(place, 1);
        if (place === 0) queue[0]?.begin();
      };
    },
  };
}
