package dev.posthorn.outbox;

/**
 * An account's turn: one execution of it by one worker.
 *
 * @param account the address
 * @param holder the name under which this turn has the account and its messages
 * @param version of the execution when it was picked; another one means that it was taken for dead
 */
record Turn(String account, String holder, long version) {}
