/** What several tests need: clocks, processes, browsers, servers that misbehave. */
package dev.posthorn.testing;
