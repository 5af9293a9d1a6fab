// One stage of a quantization run, as its event files have it.

import XQSystem

/// What the log holds of one stage of the quantization.
///
/// Loading verifies the files and remembers where things lie; histograms and channels are read when they are asked for.
public struct MctLogStage: Sendable {
  /// A statistic that is logged channel by channel.
  public enum ChannelStatistic: String, Sendable, CaseIterable {
    case minimum = "min_per_channel"
    case maximum = "max_per_channel"
    case mean = "mean_per_channel"
  }

  /// The folder's name, such as `thresholds_selection`.
  public let name: String
  /// The nodes of the stage's last graph, in order; empty where it has none.
  public let nodes: [EventNode]
  /// The tags of its histograms, which are names of nodes, in order.
  public let histogramTags: [String]
  /// The names of the nodes with channels, in order.
  public let channelTags: [String]
  /// What was passed over, a sentence each.
  public let notices: [String]
  /// When it was logged: seconds since 1970, then the number of the file.
  let order: (Double, Int)

  private let histograms: [String: Place]
  private let channelFiles: [ChannelStatistic: EventReader]

  private struct Place: Sendable {
    let reader: EventReader
    let range: Range<Int>
  }

  /// - Throws: ``FormatError`` of a damaged file.
  init(_ name: String, folder: String, access: FileAccess) throws(FormatError) {
    self.name = name
    var (nodes, tags, notices) = ([EventNode](), [String](), [String]())
    var (channelTags, histograms) = ([String](), [String: Place]())
    var channelFiles: [ChannelStatistic: EventReader] = [:]
    var order: (Double, Int) = (.infinity, 0)
    for path in MctLogStage.eventFiles(in: folder, access) {
      var reader = try EventReader(access.contents(path))
      let start = reader
      while let event = try reader.next() {
        if event.wallTime < order.0 { order = (event.wallTime, MctLogStage.number(of: path)) }
        switch event.content {
        case .graph(let range): nodes = try EventGraph(start, at: range).nodes
        case .summary(let values):
          for value in values {
            guard case .histogram(let range) = value.content else { continue }
            if histograms.updateValue(Place(reader: start, range: range), forKey: value.tag) == nil {
              tags.append(value.tag)
            }
          }
        case .fileVersion, .other: break
        }
      }
      if let notice = reader.notice { notices.append(notice) }
    }
    for statistic in ChannelStatistic.allCases {
      guard let path = MctLogStage.eventFiles(in: folder + "/" + statistic.rawValue, access).first else { continue }
      let reader = try EventReader(access.contents(path))
      let found = try MctLogStage.tags(of: reader)
      if channelTags.isEmpty { channelTags = found.tags }
      notices += found.notice
      channelFiles[statistic] = reader
    }
    (self.nodes, histogramTags, self.channelTags, self.notices) = (nodes, tags, channelTags, notices)
    (self.histograms, self.channelFiles) = (histograms, channelFiles)
    self.order = order
  }

  /// The histogram of a node's output; `nil` where the stage has none.
  public func histogram(of node: String) throws(FormatError) -> EventHistogram? {
    guard let place = histograms[node] else { return nil }
    return try EventHistogram(place.reader, at: place.range)
  }

  /// The values of a statistic, one a channel; empty where the stage has none.
  ///
  /// - Throws: ``FormatError`` for a channel that is out of order.
  public func channels(of node: String, _ statistic: ChannelStatistic) throws(FormatError) -> [Float] {
    guard var reader = channelFiles[statistic] else { return [] }
    var numbers: [Float] = []
    while let event = try reader.next() {
      guard case .summary(let values) = event.content else { continue }
      for value in values where value.tag == node {
        guard case .number(let number) = value.content else { continue }
        guard event.step == Int64(numbers.count) else {
          throw FormatError(
            .invalid, file: reader.file.displayName, subject: node, "has its channels out of order",
            wanted: "channel \(numbers.count)", found: "channel \(event.step)")
        }
        numbers.append(number)
      }
    }
    return numbers
  }

  // MARK: - Files

  /// Event files of a folder, the first one written first.
  static func eventFiles(in folder: String, _ access: FileAccess) -> [String] {
    guard access.kind(of: folder) == .folder, let names = try? access.list(folder) else { return [] }
    return names.filter { $0.contains("tfevents") }.sorted { (number(of: $0), $0) < (number(of: $1), $1) }
      .map { folder + "/" + $0 }
  }

  /// Writers number their files: `events.out.tfevents.TIME.HOST.PROCESS.NUMBER`.
  private static func number(of path: String) -> Int { path.split(separator: ".").last.flatMap { Int($0) } ?? 0 }

  private static func tags(of reader: EventReader) throws(FormatError) -> (tags: [String], notice: [String]) {
    var (reader, tags, seen) = (reader, [String](), Set<String>())
    while let event = try reader.next() {
      guard case .summary(let values) = event.content else { continue }
      for value in values where seen.insert(value.tag).inserted { tags.append(value.tag) }
    }
    return (tags, [reader.notice].compactMap { $0 })
  }
}
