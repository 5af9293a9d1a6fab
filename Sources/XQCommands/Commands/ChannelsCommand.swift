// channels: the ranges of a layer's channels, as a quantization log has them.

import XQConsole
import XQFormats
import XQLanguage

/// Shows minimum, maximum and mean of each channel of a layer's output.
struct ChannelsCommand: Command {
  static let declaration = CommandDeclaration(
    name: "channels",
    summary: "the ranges of a layer's channels in a quantization log",
    details: """
      Model Compression Toolkit logs the smallest and the largest value and the mean of every channel of the outputs that it \
      quantizes. One channel that is much wider than the others leaves few steps of the quantizer to those.
      """,
    group: "investigate", parameters: LogStage.parameters,
    output: .table, outputColumns: .fixed(LogTables.channelColumns.map(\.name)),
    effects: [.readsFiles],
    examples: [
      .init("channels $log gap | sort max desc | head 3", "the widest channels"),
      .init("channels $log gap | derive width = max - min | sort width | head 1", "the narrowest one"),
    ],
    related: ["histogram", "layers", "load"])

  func run(_ call: Invocation, in context: Context) throws(Diagnostic) -> Value? {
    let chosen = try LogStage(call, what: "channels", tags: \.channelTags)
    do throws(FormatError) {
      return .table(try LogTables.channels(of: chosen.layer, in: chosen.stage, note: chosen.note))
    } catch {
      throw Diagnostic(error)
    }
  }
}
