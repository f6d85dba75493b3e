/** One letter for many: a template, a table of recipients, a message for each row. */
@NullMarked
package dev.posthorn.merge;

import org.jspecify.annotations.NullMarked;
