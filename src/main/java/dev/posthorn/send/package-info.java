/** The port: one message, one answer. */
@NullMarked
package dev.posthorn.send;

import org.jspecify.annotations.NullMarked;
