// plot: pictures of errors and values, in the console or in a file.

import XQConsole
import XQLanguage
import XQPlot

/// Draws one of several kinds of pictures; each kind has a file of its own.
struct PlotCommand: Command {
  /// What can be drawn; a table that comes in needs no name of a kind.
  enum Kind: String, CaseIterable { case errors, histogram, ranges, channels, noise, diff }

  static let declaration = CommandDeclaration(
    name: "plot",
    summary: "draw errors, values or a table",
    details: """
      In the console a picture is text, no wider than the terminal; '--out FILE' writes an image, by the ending of its name: \
      .svg (text in it can be selected, a pointer on a point shows its value), .png, .pdf, or .txt. PNG and PDF need the \
      library cairo, which is looked for when it is needed.

      'plot errors' has a panel for each metric and data set, layers in the order of the network. A dashed line is the \
      threshold; degraded layers are red and have a ring. Of a metric without a threshold, the layers that 'errors' calls \
      degraded are red.

      'plot histogram LAYER' lays the values of both models over each other, with the range of the quantizer. What lies more \
      than '--zscore' standard deviations from the mean is red: it is what stretches a range for a few values. The mean and the \
      deviation are taken over the left ends of 2048 bins, as Model Compression Toolkit's outlier judge does it.

      'plot ranges' shows how much of each quantizer's range the data use, on the calibration data and on the validation data: \
      what sticks out is cut off, what is short wastes bits. 'plot channels LAYER' shows the range of each channel. 'plot \
      noise' follows the error along the network. 'plot diff BEFORE AFTER' lays two comparisons over each other.

      A table is drawn by 'TABLE | plot --x COLUMN --y COLUMN'.
      """,
    group: "investigate",
    parameters: [
      .optional("kind", .choice(Kind.allCases.map(\.rawValue)), "what to draw; left out where a table comes in"),
      Subject.parameter,
      .option(
        "metric", .either([.choice(ThresholdDeclaration.metrics.map(\.name)), .list]),
        "a metric, or a list of them; mse, cs and sqnr where it is left out"),
      .option("data", .choice(["repr", "val"]), "one of the data sets; all that there are where it is left out"),
      .option("x", .column, "the column along the table's picture; its key where it is left out"),
      .option("y", .column, "the column whose numbers are drawn; the first one of numbers where it is left out"),
      .option(
        "zscore", .number(range: 0.1...1000, unit: nil), default: .number(5),
        "standard deviations beyond which values are outliers, as Model Compression Toolkit's default is"),
      .option("all", .bool, "every layer, where the console would leave some out"),
      .option(
        "out", .path(.init(endings: PictureFile.endings, isWritten: true)),
        "the file to write, .svg, .png, .pdf or .txt, instead of drawing in the console"),
      .option("dark", .bool, "light on dark, for .png and .pdf; .svg follows its reader"),
    ],
    input: .table, isInputOptional: true,
    effects: [.runsModels, .writesFiles],
    examples: [
      .init("plot errors", "every layer's error, three metrics"),
      .init("plot errors --metric sqnr --out errors.svg", "an image of one metric"),
      .init("plot histogram relu4", "the values of one layer in both models"),
      .init("plot ranges", "what the data use of each quantizer's range"),
      .init("plot channels relu4", "the range of each channel"),
      .init("plot noise", "the error along the network"),
      .init(
        "let after = compare example:digits/float example:digits/int8-fixed --val example:digits/val\nplot diff $cmp1 $after",
        "before and after a change"),
      .init("errors --data val | plot --x layer --y nrmse", "any table"),
    ],
    related: ["errors", "threshold", "report"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let file = try call.string("out").map { path throws(Diagnostic) in
      try PictureFile(path, isDark: call.isOn("dark"), at: call.place(of: "out"))
    }
    let chart = try chart(call, context)
    if let file {
      try file.write(chart, context)
    } else {
      context.say(.picture(Picture(chart, command: Self.text(call), isWhole: call.isOn("all"))))
    }
    return nil
  }

  private func chart(_ call: Invocation, _ context: Context) throws(Diagnostic) -> Chart {
    guard let kind = call.string("kind").flatMap(Kind.init) else {
      guard call.input != nil else {
        throw Diagnostic(
          .nothingToDraw, "'plot' needs to know what to draw", at: call.place,
          help: ["plot errors", "a table: errors | plot --x layer --y sqnr"])
      }
      return try TableChart(call).chart
    }
    switch kind {
    case .errors: return try ErrorsChart(call, context).chart
    case .histogram: return try HistogramChart.make(call, context)
    case .ranges: return try RangesChart.make(call, context)
    case .channels: return try ChannelsChart.make(call, context)
    case .noise: return try NoiseChart.make(call, context)
    case .diff: return try DiffChart.make(call, context)
    }
  }

  /// What was typed, for the line that says how to see all.
  private static func text(_ call: Invocation) -> String {
    call.input == nil ? "plot \(call.string("kind") ?? "")" : "| plot"
  }
}
