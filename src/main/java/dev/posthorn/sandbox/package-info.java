/** Google, played on this machine. */
@NullMarked
package dev.posthorn.sandbox;

import org.jspecify.annotations.NullMarked;
