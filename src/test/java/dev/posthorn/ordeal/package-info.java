/**
 * The proof of the outbox's promise: real workers that are killed, a Google that fails, and a
 * reckoning at the end.
 */
package dev.posthorn.ordeal;
