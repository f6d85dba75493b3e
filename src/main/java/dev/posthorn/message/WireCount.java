package dev.posthorn.message;

/**
 * What a message measures.
 *
 * @param size bytes
 * @param checksum CRC-32C of them
 */
record WireCount(long size, long checksum) {}
