/** The door for people and scripts; the only place that wires. */
@NullMarked
package dev.posthorn.cli;

import org.jspecify.annotations.NullMarked;
