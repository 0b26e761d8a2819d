/** How long a command waits for channels; what is not delivered then is the next tick's. */
export const deliverForMs = 10_000;
