/** What the tests of several packages share. */
@NullMarked
package dev.posthorn.testing;

import org.jspecify.annotations.NullMarked;
