/**
 * Marks an object that was sent with an empty list of webhooks: what is written has no list, but to the
 * real server it's another one than none, which counts as a change.
 */
export const emptiedList = Symbol("emptied list");
