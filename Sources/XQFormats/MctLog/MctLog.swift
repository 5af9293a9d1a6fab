// The log of one quantization run of Model Compression Toolkit.

import XQSystem

/// What a run of the toolkit wrote into its log folder: a text, and event files for each stage.
public struct MctLog: Sendable {
  public let folder: MctLogFolder
  /// In the order in which the run went through them.
  public let stages: [MctLogStage]
  /// Settings of the nodes' quantizers, of the last stage that states them; empty where none does.
  public let nodes: [MctLogNode]
  /// The lines of `mct_log.log` without blank ones.
  public let lines: [Line]
  /// What was passed over, a sentence each.
  public let notices: [String]

  /// A line of the log's text, which states no level: it is known by how its text begins.
  public struct Line: Sendable {
    /// From 1.
    public let number: Int
    public let text: String
    public let isWarning: Bool
  }

  /// A text larger than this is no log of a quantization.
  private static let largestText = 64 << 20

  /// Reads the log of one run.
  ///
  /// - Throws: ``FormatError`` of a file that cannot be read or is damaged.
  public init(_ folder: MctLogFolder, access: FileAccess) throws(FormatError) {
    self.folder = folder
    let events = folder.path + "/" + MctLogFolder.eventFolder
    var stages: [MctLogStage] = []
    if access.kind(of: events) == .folder {
      let names: [String]
      do throws(FileError) { names = try access.list(events) } catch { throw FormatError(error) }
      for name in names where access.kind(of: events + "/" + name) == .folder {
        stages.append(try MctLogStage(name, folder: events + "/" + name, access: access))
      }
    }
    stages.sort { ($0.order.0, $0.order.1, $0.name) < ($1.order.0, $1.order.1, $1.name) }
    self.stages = stages
    nodes =
      stages.last { stage in stage.nodes.contains { MctLogNode.isSettings($0) } }.map {
        MctLogNode.nodes(of: $0)
      } ?? []
    lines = try MctLog.lines(folder.path + "/" + MctLogFolder.textFile, access)
    notices = stages.flatMap(\.notices)
  }

  /// Names of the nodes before the toolkit changed the graph, in its order; empty where the log lacks that stage.
  public var preparedNodes: [EventNode] { stages.first { $0.name == "after_graph_preparation" }?.nodes ?? [] }

  /// The stage whose histograms are those that thresholds were chosen by: the first one that has any.
  public var histogramStage: MctLogStage? { stages.first { !$0.histogramTags.isEmpty } }

  private static func lines(_ path: String, _ access: FileAccess) throws(FormatError) -> [Line] {
    guard case .file? = access.kind(of: path) else { return [] }
    let file = try access.contents(path)
    guard file.count <= largestText else {
      throw FormatError(
        .unsupported, file: file.displayName, "is too large for a log", wanted: "\(largestText) bytes at most",
        found: "\(file.count)")
    }
    let text = file.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { index, line in
      let line = line.last == "\r" ? line.dropLast() : line
      guard line.contains(where: { $0 != " " }) else { return nil }
      return Line(
        number: index + 1, text: String(line), isWarning: warningBeginnings.contains { line.hasPrefix($0) })
    }
  }

  /// How the toolkit's warnings begin.
  private static let warningBeginnings = [
    "There are output values ", "There are activations that ", "There are unbalanced ", "first layer:",
    "the quantization bitwidth ", "bidwidth of ", "XQuantConfig.", "TensorBoard logs not found",
    "Could not find a matching layer", "DepthwiseConv2D is not in model.", "Attribute 'metadata' not found",
  ]
}
