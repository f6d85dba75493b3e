/** What tests of several packages share. */
package dev.posthorn.testing;
