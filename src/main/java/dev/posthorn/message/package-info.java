/** What is sent. */
@NullMarked
package dev.posthorn.message;

import org.jspecify.annotations.NullMarked;
