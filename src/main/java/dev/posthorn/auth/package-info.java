/** Who may send. */
@NullMarked
package dev.posthorn.auth;

import org.jspecify.annotations.NullMarked;
