// The layer over GNU readline; see CLineEdit.h.

#include "CLineEdit.h"

#if XQ_READLINE

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>
#include <readline/readline.h>

// readline itself is one for the process, so its layer may be too.
static cle_completer completer;
static void *completer_context;
static char *taken;
static bool is_taken;

static struct {
  char **texts;
  size_t count;
  int start;
  char append;
  bool is_asked;
} offers;

// MARK: - Lines

static void take_line(char *line) {
  taken = line;
  is_taken = true;
  // The terminal is to be in its former mode while the line is run.
  rl_callback_handler_remove();
  // At the end of input readline starts a new line only where it switches off bracketed paste.
  const char *paste = rl_variable_value("enable-bracketed-paste");
  if (!line && !(paste && strcmp(paste, "on") == 0)) fputs("\n", rl_outstream);
  fflush(rl_outstream);
}

void cle_begin(const char *prompt) {
  is_taken = false;
  taken = NULL;
  // Else a Ctrl-D before would be answered again behind this line.
  rl_eof_found = 0;
  rl_callback_handler_install(prompt, take_line);
}

void cle_read(void) { rl_callback_read_char(); }

bool cle_take(char **line) {
  *line = taken;
  taken = NULL;
  return is_taken;
}

void cle_abandon(bool shows_interrupt) {
  // What is written next stands below the whole line, wherever the cursor is in it.
  rl_point = rl_end;
  rl_redisplay();
  rl_free_line_state();
  rl_callback_sigcleanup();
  if (shows_interrupt) fputs("^C", rl_outstream);
  rl_crlf();
  fflush(rl_outstream);
  rl_callback_handler_remove();
}

void cle_resize(void) { rl_resize_terminal(); }

void cle_pause(void) { rl_cleanup_after_signal(); }

void cle_resume(void) {
  rl_reset_after_signal();
  rl_forced_update_display();
}

// MARK: - Completion

static void forget_offers(void) {
  for (size_t index = 0; index < offers.count; index++) free(offers.texts[index]);
  free(offers.texts);
  offers.texts = NULL;
  offers.count = 0;
  offers.start = rl_point;
  offers.append = 0;
  offers.is_asked = false;
}

static void ask(void) {
  forget_offers();
  offers.is_asked = true;
  if (completer) completer(completer_context, rl_line_buffer, rl_point);
}

void cle_offer_from(int start, char append) {
  offers.start = start < 0 || start > rl_point ? rl_point : start;
  offers.append = append;
}

void cle_offer(const char *text) {
  // Room is doubled at each power of two.
  if ((offers.count & (offers.count - 1)) == 0) {
    size_t room = offers.count ? 2 * offers.count : 1;
    char **grown = realloc(offers.texts, room * sizeof *grown);
    if (!grown) return;
    offers.texts = grown;
  }
  char *copy = strdup(text);
  if (copy) offers.texts[offers.count++] = copy;
}

// readline finds the start of the word by characters; the one that stands before it does that.
static char *break_characters(void) {
  static char characters[2];
  ask();
  characters[0] = offers.start > 0 ? rl_line_buffer[offers.start - 1] : '\001';
  return characters;
}

// An offer as the text that replaces the line from `start`, which need not be where the offers start.
static char *match(const char *offer, int start) {
  if (start >= offers.start) {
    size_t skipped = (size_t)(start - offers.start);
    if (strlen(offer) < skipped || strncmp(rl_line_buffer + offers.start, offer, skipped) != 0) return NULL;
    return strdup(offer + skipped);
  }
  size_t kept = (size_t)(offers.start - start);
  char *text = malloc(kept + strlen(offer) + 1);
  if (!text) return NULL;
  memcpy(text, rl_line_buffer + start, kept);
  strcpy(text + kept, offer);
  return text;
}

// The bytes that all matches begin with, whole characters only.
static size_t common_length(char **matches, size_t count) {
  size_t length = strlen(matches[0]);
  for (size_t index = 1; index < count; index++) {
    size_t same = 0;
    while (same < length && matches[index][same] == matches[0][same]) same++;
    length = same;
  }
  while (length > 0 && ((unsigned char)matches[0][length] & 0xC0) == 0x80) length--;
  return length;
}

static char **complete(const char *text, int start, int end) {
  (void)end;
  // File names are offered where a command takes files, and nowhere else.
  rl_attempted_completion_over = 1;
  if (!offers.is_asked) ask();
  offers.is_asked = false;
  char **matches = calloc(offers.count + 2, sizeof *matches);
  if (!matches) return NULL;
  size_t count = 0;
  for (size_t index = 0; index < offers.count; index++) {
    char *found = match(offers.texts[index], start);
    if (found) matches[1 + count++] = found;
  }
  if (count == 0) {
    free(matches);
    return NULL;
  }
  if (count == 1) {
    matches[0] = matches[1];
    matches[1] = NULL;
    rl_completion_append_character = offers.append;
    rl_completion_suppress_append = offers.append == 0;
    return matches;
  }
  // What was typed is never replaced by less.
  size_t common = common_length(matches + 1, count);
  matches[0] = common > strlen(text) ? strndup(matches[1], common) : strdup(text);
  return matches;
}

void cle_open(const char *name, cle_completer wanted, void *context) {
  rl_readline_name = name;
  // Signals are the program's matter, which calls the functions here when one came.
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  rl_attempted_completion_function = complete;
  rl_completion_word_break_hook = break_characters;
  // The order of the offers is that of their importance.
  rl_sort_completion_matches = 0;
  completer = wanted;
  completer_context = context;
}

void cle_close(void) {
  completer = NULL;
  completer_context = NULL;
  forget_offers();
}

// MARK: - History

void cle_read_history(const char *path, int limit) {
  // A time before each entry tells where one of several lines ends. No text may have this character.
  history_comment_char = '\001';
  history_write_timestamps = 1;
  history_multiline_entries = 1;
  using_history();
  stifle_history(limit);
  if (!path) return;
  history_truncate_file(path, limit);
  read_history(path);
}

void cle_add_history(const char *entry, const char *path) {
  HIST_ENTRY *last = history_length > 0 ? history_get(history_base + history_length - 1) : NULL;
  if (last && strcmp(last->line, entry) == 0) return;
  add_history(entry);
  if (path) append_history(1, path);
}

#else

// A translation unit has at least one declaration.
typedef int cle_nothing;

#endif
