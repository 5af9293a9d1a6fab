// How a lesson is written: `help lessons`.

/// The page of help on the files of lessons.
enum LessonFormat {
  static let topic = Host.Topic(
    name: "lessons", summary: "how a lesson of your own is written",
    text: """
      lessons: Markdown files that 'learn FILE.md' runs

        # Adding
        What it is about.

        ```setup
        let x = 3
        ```

        ## Guess
        What is `$x + 4`?

        ```choices
        six: one too few
        seven
        ```
        ```check
        $answer == "seven"
        ```
        ```hint
        Count on from three.
        ```
        ```wrong six
        Six is `$x + 3`.
        ```
        ```solution
        learn answer seven
        ```
        ### Explanation
        `$x + 4` is {$x + 4}.

      '#' is the title and '##' starts a step. What stands behind '###' is said once the step is done. In both, { } holds
      expressions over the session, as in strings.

        setup      commands that run when the lesson starts, above the first step
        check      expressions, one a line; the step is done when all hold. They see the
                   session's variables, $last, and in $answer what 'learn answer' brought
        choices    WORD or WORD: meaning, a line each; $answer is the word. Without it any
                   value is an answer
        hint       up to three, each more than the one before
        wrong WORD what is said to a wrong choice
        solution   what does the step when it is typed; a step with a check must have one
        xq         commands to show; they are checked, other blocks are shown as they stand

      A step without a check is read, and 'learn next' goes on.

      see also: learn
      """)
}
