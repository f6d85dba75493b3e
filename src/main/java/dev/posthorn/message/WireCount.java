package dev.posthorn.message;

/**
 * What a message measures.
 *
 * @param size bytes
 * @param checksum CRC-32C of them
 * @param eightBit whether one of them is above 127
 */
record WireCount(long size, long checksum, boolean eightBit) {}
