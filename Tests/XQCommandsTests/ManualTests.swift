// The manual: what it says can be typed, and nothing in it leads nowhere.

import Testing
import XQConsole
import XQJudge
import XQLanguage

@testable import XQCommands

@Suite struct ManualTests {
  struct Page: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    var testDescription: String { name }

    /// What stands in backquotes.
    var spans: [String] {
      text.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }
        .map { $0.element.split(whereSeparator: \.isNewline).joined(separator: " ") }
    }
  }

  static let pages = ManualPages.topics(Judges.standard).map { Page(name: $0.name, text: $0.text) }

  private static let commands = Set(
    Package.console(RecordingSink()).referencePages().compactMap { page in
      page.folder == "commands" ? String(page.path.dropFirst("commands/".count).dropLast(".md".count)) : nil
    })

  @Test func everyJudgeHasAPageWithItsSettings() throws {
    #expect(Self.pages.count == 22)
    for judge in Judges.standard {
      let name = ManualPages.name(ofJudge: judge.name)
      let page = try #require(Self.pages.first { $0.name == name }, "\(judge.name) has no page")
      #expect(page.text.hasPrefix("# \(name): "))
      for cause in judge.causes {
        #expect(page.text.contains("\n\(cause.rawValue): \(AdviceTable.meaning(of: cause) ?? "?")"))
        for line in AdviceTable.settings(against: cause) {
          #expect(page.text.contains("- \(line.tool.rawValue): `\(line.setting)`"))
        }
      }
    }
    let outliers = try #require(Self.pages.first { $0.name == "outliers" })
    #expect(outliers.text.contains("- MCT: `QuantizationConfig(z_threshold=5.0)`"))
    #expect(outliers.text.contains("'TENSOR'") && !outliers.text.contains("{tensor}"))
  }

  /// The names that the manual of MCT's XQuant Extension Tool has.
  @Test(arguments: [
    ("outlier_removal", "outliers"), ("shift_negative_activation", "negative"), ("unbalanced_concatenation", "concat"),
    ("mixed_precision_with_model_output_loss_objective", "bitwidth"),
    ("representative_dataset_size_and_diversity", "dataset-size"),
    ("representative_and_validation_dataset_mismatch", "dataset-mismatch"), ("bias_correction", "bias-correction"),
    ("using_more_samples_in_mixed_precision_quantization", "mixed-precision"),
    ("threhold_selection_error_method", "error-method"), ("enabling_hessian-based_mixed_precision", "hessian"),
    ("gptq-gradient_based_post_training_quantization", "gptq"),
  ])
  func namesOfTheToolsManual(_ name: String, _ page: String) throws {
    let text = try Package.console(RecordingSink()).help(name)
    #expect(text.hasPrefix("# \(page): "))
  }

  /// Every command that a page names runs on the example.
  @Test(arguments: pages)
  func commandsRun(_ page: Page) throws {
    let sink = TranscriptSink()
    let console = Package.console(sink, discardsWrites: true)
    let comparison =
      "compare example:digits/float example:digits/int8 --repr example:digits/repr --val example:digits/val"
    for span in page.spans {
      let word = String(span.prefix { $0 != " " })
      guard Self.commands.contains(word) else { continue }
      _ = console.run(Source(name: "prompt", text: comparison), mode: .prompt)
      _ = sink.take()
      let text = span.replacing("LAYERS", with: "relu4").replacing("LAYER", with: "relu4")
      let outcome = console.run(Source(name: "prompt", text: text), mode: .prompt)
      #expect(outcome.exitCode == 0, "\(page.name): \(text)\n\(sink.take())")
    }
  }

  /// What looks like a threshold is one.
  @Test(arguments: pages)
  func thresholdsExist(_ page: Page) {
    let known = Set(ThresholdDeclaration.own.map(\.name) + Judges.parameters().map(\.fullName))
    let judges = Set(Judges.standard.map(\.name) + ["judge"])
    for span in page.spans {
      let parts = span.split(separator: ".", omittingEmptySubsequences: false)
      guard parts.count == 2, judges.contains(String(parts[0])) else { continue }
      #expect(known.contains(span), "\(page.name) names '\(span)'")
    }
  }
}
