// Lessons of the host of the tests.

enum TestLessons {
  static let counting = """
    # Counting
    How many are there?

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
    ```wrong six
    Six is `$x + 3`.
    ```
    ```hint
    Count on from three.
    ```
    ```hint
    Four, five, six ...
    ```
    ```hint
    Type this: `learn answer seven`
    ```
    ```solution
    learn answer seven
    ```
    ### Why
    `$x + 4` is {$x + 4}.

    ## Make it
    Make `$y`, twice as large as `$x`.

    ```xq
    let y = 6
    ```
    ```check
    $y == 2 * $x
    missing($z)
    ```
    ```hint
    `let NAME = VALUE`
    ```
    ```solution
    let z = none
    let y = 6
    ```

    ## Say how many
    How many rows has `sample`?

    ```check
    $answer == $(sample | count)
    ```
    ```hint
    Count them.
    ```
    ```solution
    learn answer 6
    ```
    """

  static let reading = """
    # Reading
    ## Only this
    A **bold** word.
    ### Then
    The end.
    """
}
