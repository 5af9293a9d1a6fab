// The manual: a page for each judge, and pages on what helps in general.

import CManual
import XQConsole
import XQJudge

/// The pages that ship inside the program, in Markdown.
///
/// Safe without copying: the bytes are constants of the program, with their size stated beside them by the compiler.
enum ManualPages {
  /// A page as its file has it: `# name: summary`, then the text.
  struct Page: Sendable {
    let name: String
    let summary: String
    let text: String
  }

  /// Sorted by name.
  static let pages: [Page] = (0..<xq_manual_page_count()).compactMap { index in
    xq_manual_page_at(index).map { page($0.pointee) }
  }

  /// The page that explains a judge. `bias` is the name of a metric, so that judge's page has another one.
  static func name(ofJudge judge: String) -> String { judge == "bias" ? "rounding" : judge }

  /// The judge that a page explains; `nil` for a general one.
  static func judge(of page: String, among judges: [any Judge]) -> (any Judge)? {
    judges.first { name(ofJudge: $0.name) == page }
  }

  static func topics(_ judges: [any Judge]) -> [Host.Topic] {
    pages.map { page in
      let judge = judge(of: page.name, among: judges)
      let lines = [page.text] + (judge.map(settings) ?? []) + (judge.map(closing) ?? [])
      return Host.Topic(
        name: page.name, summary: "\(judge == nil ? "manual" : "cause"): \(page.summary)",
        text: lines.joined(separator: "\n"), isProse: true, aliases: names(inTheToolsManual: page.name))
    }
  }

  /// The script behind `xqsh investigate`.
  static let investigation = text(of: xq_manual_investigation().pointee)

  // MARK: - Private

  private static func text(of text: xq_manual_text) -> String {
    String(decoding: UnsafeRawBufferPointer(start: text.bytes, count: text.size), as: UTF8.self)
  }

  private static func page(_ page: xq_manual_text) -> Page {
    let name = String(cString: page.name)
    let text = text(of: page)
    let title = text.prefix { $0 != "\n" }
    return Page(
      name: name, summary: String(title.drop { $0 != ":" }.dropFirst(2)),
      text: text.trimmedEnd)
  }

  /// What to set in which tool, from the table that `advise` has its rows from.
  private static func settings(_ judge: any Judge) -> [String] {
    var lines = ["", "## Settings"]
    for cause in judge.causes {
      let settings = AdviceTable.settings(against: cause)
      lines += ["", "\(cause.rawValue): \(AdviceTable.meaning(of: cause) ?? "")"]
      if settings.isEmpty { continue }
      lines += [""] + settings.map { "- \($0.tool.rawValue): `\($0.setting)`" }
    }
    return lines
  }

  private static func closing(_ judge: any Judge) -> [String] {
    ["", "The rule with its thresholds: `help judge.\(judge.name)`. With this session's numbers: `advise`."]
  }

  /// The names of pages in the manual of the XQuant Extension Tool that say the same.
  private static func names(inTheToolsManual page: String) -> [String] {
    switch page {
    case "outliers": ["outlier_removal"]
    case "negative": ["shift_negative_activation"]
    case "concat": ["unbalanced_concatenation"]
    case "bitwidth": ["mixed_precision_with_model_output_loss_objective"]
    case "dataset-size": ["representative_dataset_size_and_diversity"]
    case "dataset-mismatch": ["representative_and_validation_dataset_mismatch"]
    case "bias-correction": ["bias_correction"]
    case "mixed-precision": ["using_more_samples_in_mixed_precision_quantization"]
    // The tool's own spelling, and the one that people look for.
    case "error-method": ["threhold_selection_error_method", "threshold_selection_error_method"]
    case "hessian": ["enabling_hessian-based_mixed_precision"]
    case "gptq": ["gptq-gradient_based_post_training_quantization"]
    default: []
    }
  }
}

extension String {
  /// Without line ends behind the last line.
  fileprivate var trimmedEnd: String {
    var text = self
    while text.last == "\n" { text.removeLast() }
    return text
  }
}
