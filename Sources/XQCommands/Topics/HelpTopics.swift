// All topics of help that this program brings.

import XQConsole
import XQJudge

enum HelpTopics {
  static func all(_ judges: [any Judge]) -> [Host.Topic] {
    MetricTopics.all + ManualPages.topics(judges) + JudgeTopics.all(judges) + [investigation]
  }

  /// The script behind `xqsh investigate`, as it runs.
  private static let investigation = Host.Topic(
    name: "investigate", summary: "the whole investigation in one line, as a script",
    text: """
      investigate: the whole investigation in one line

        xqsh investigate FLOAT QUANT --repr R --val V [--log L] [--setup FILE] --out DIR

      It runs this script; its parameters are the options above. Copy it to make your own:
      xqsh run FILE --float FLOAT --quant QUANT --repr R --val V --out DIR

      \(ManualPages.investigation)
      """)
}
