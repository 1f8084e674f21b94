/** The command line: commands that parse and delegate, progress, and what a run prints. */
package org.desisky.cli;
