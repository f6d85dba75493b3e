/**
 * What {@code posthorn probe} sends, and what it makes of what arrives. Its types are public for
 * the command alone, and no API.
 */
@NullMarked
package dev.posthorn.cli.probe;

import org.jspecify.annotations.NullMarked;
