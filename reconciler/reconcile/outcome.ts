/** What a pass with the remote came to. */

/** `again`: there may be more to do at once; `wait`: at the next poll; `retry`: the remote did not answer as hoped. */
export type Advance = 'again' | 'wait' | 'retry';
