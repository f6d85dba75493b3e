/** What must not be lost: messages on disk until their end is known. */
@NullMarked
package dev.posthorn.outbox;

import org.jspecify.annotations.NullMarked;
