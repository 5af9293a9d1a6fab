// A thin layer over GNU readline's callback interface: one line at a time, no signal handlers, no loop of its own.
//
// readline keeps its state in global variables, which Swift does not touch; so they are set here. All functions are to be
// called from one thread. They exist only where the package is built with its trait 'Readline'.
#ifndef CLINEEDIT_H
#define CLINEEDIT_H

#include <stdbool.h>

// Asked for completions of a line at a cursor (in bytes). It answers by cle_offer_from and cle_offer.
typedef void (*cle_completer)(void *context, const char *line, int cursor);

// Prepares readline. `name` is what `$if name` in an inputrc file asks for; it must live as long as the process.
void cle_open(const char *name, cle_completer completer, void *context);

// No longer asks for completions.
void cle_close(void);

// The byte of the line from which the offers replace text, and what is added behind a single one (0: nothing).
void cle_offer_from(int start, char append);

// One more completion; the text is copied.
void cle_offer(const char *text);

// Shows the prompt and takes over the terminal.
void cle_begin(const char *prompt);

// Takes in what was typed. To be called when the terminal can be read.
void cle_read(void);

// Whether a line is complete: then the terminal is given back. `*line` is to be freed; NULL at the end of input.
bool cle_take(char **line);

// Drops what was typed, says `^C` where `shows_interrupt`, and gives the terminal back.
void cle_abandon(bool shows_interrupt);

// Asks for the size of the terminal again.
void cle_resize(void);

// Gives the terminal back for a while, and takes it over again with the same line.
void cle_pause(void);
void cle_resume(void);

// Reads at most `limit` entries from a file.
void cle_read_history(const char *path, int limit);

// Adds an entry, unless it is the one before; appends it to the file where `path` is not NULL.
void cle_add_history(const char *entry, const char *path);

#endif
