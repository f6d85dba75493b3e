/** The REST way out. */
@NullMarked
package dev.posthorn.gmail;

import org.jspecify.annotations.NullMarked;
