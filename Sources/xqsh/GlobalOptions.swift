// Options of all calls.

import ArgumentParser

struct GlobalOptions: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  enum Colour: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

  @Option(help: "How results and messages are written.")
  var format: Format = .text

  @Flag(help: "Write no messages and no progress; warnings stay.")
  var quiet = false

  @Option(help: "When to use colour. NO_COLOR is respected.")
  var color: Colour = .auto

  @Flag(help: "Read and write files below the current folder only.")
  var safe = false

  @Flag(help: "After an error go on with the next statement.")
  var keepGoing = false

  @Option(name: .customLong("set"), help: ArgumentHelp("Change a setting.", valueName: "name=value"))
  var settings: [String] = []

  @Option(help: ArgumentHelp("Write expectations and errors as JUnit test cases.", valueName: "file"))
  var junit: String?

  @Flag(help: "Keep no journal of the session.")
  var noJournal = false

  @Option(help: "Cells of a line; without it, those of the terminal, else 100.")
  var width: Int?

  @Flag(help: "Do not read init.xq, which the console at a terminal reads first.")
  var noInit = false

  /// The options that take a value behind them.
  static let namesWithValue: Set<String> = ["--format", "--color", "--set", "--junit", "--width"]

  func validate() throws {
    if let width, !(20...10_000).contains(width) {
      throw ValidationError("'--width' wants a number from 20 to 10000, found \(width)")
    }
    for setting in settings where !setting.contains("=") {
      throw ValidationError("'--set' wants NAME=VALUE, found '\(setting)'")
    }
  }
}
