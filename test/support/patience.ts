/**
 * How many times longer than on a quiet machine a test waits before it gives up. A limit is there to end a test that
 * hangs, and says nothing of how fast something must be: what is asserted is order and counts.
 */
export const patience = 8;
