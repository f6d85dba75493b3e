/** The SMTP way out. */
@NullMarked
package dev.posthorn.smtp;

import org.jspecify.annotations.NullMarked;
