// `learn`, `learn 2`, `learn answer mse`, `learn hint`

import XQLanguage

struct LearnCommand: ControlCommand {
  /// What can be said to the lesson that is going on.
  static let actions = ["answer", "next", "hint", "quit"]

  static let declaration = CommandDeclaration(
    name: "learn", summary: "learn by doing: lessons with commands, questions and hints",
    details: """
      Alone it lists the lessons; in a lesson it shows again what is to be done. 'learn 2' starts lesson 2, or goes on where \
      it was left; 'learn FILE.md' one of your own ('help lessons' shows how one is written). A step is done when what it asks \
      for holds; any other command works in between.

      'learn hint' helps three times, each time more, and then does the step for you. 'learn next' goes on where a step is only \
      read. 'learn quit' leaves the lesson; what was done stays done.
      """,
    group: "investigate",
    parameters: [
      .optional(
        "what", .either([.choice(actions), .path(.init(endings: ["md"]))]),
        "the number of a lesson, a file, or one of answer, next, hint, quit"),
      .rest("answer", .value, isRequired: false, "behind 'answer': what you answer"),
      .option("list", .bool, default: .bool(false), "list the lessons"),
      .option("again", .bool, default: .bool(false), "start the lesson at its first step"),
    ],
    effects: .readsFiles,
    examples: [.init("learn --list", "the lessons and how far you are")],
    related: ["help"])

  func run(_ call: Invocation, in evaluator: Evaluator) throws(Interruption) -> Value? {
    evaluator.context.tutor.hasSpoken = true
    guard let what = call.string("what"), !call.isOn("list") else {
      if call.isOn("list") || evaluator.context.tutor.current == nil {
        evaluator.listLessons()
      } else {
        evaluator.showStep()
      }
      return nil
    }
    let values = call.list("answer")
    if what == "answer" {
      try evaluator.answerLesson(values, at: call.place(of: "answer"))
      return nil
    }
    if let extra = values.first {
      throw Interruption(
        Diagnostic(
          .wrongArgument, "'learn \(what)' takes nothing more, found '\(extra.text)'", at: call.place(of: "answer"),
          help: ["learn answer \(extra.text)"]), at: call.place)
    }
    switch what {
    case "next": try evaluator.nextStep(at: call.place)
    case "hint": try evaluator.hintLesson(at: call.place)
    case "quit": try evaluator.quitLesson(at: call.place)
    default: try evaluator.startLesson(what, again: call.isOn("again"), at: call.place(of: "what"))
    }
    return nil
  }
}
