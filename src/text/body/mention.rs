//! Mentions laid over blocks.

use super::{Block, Span};

/// A mention's place in the text, in scalars, end exclusive, and its number in the caller's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placed {
    pub start: usize,
    pub end: usize,
    pub index: usize,
}

/// The blocks with their spans split where mentions begin and end, and every span in a mention marked with it.
/// Mentions must not overlap; of those that do, the first one given wins.
pub fn with_mentions(blocks: &[Block], mentions: &[Placed]) -> Vec<Block> {
    let mut sorted: Vec<Placed> = mentions.to_vec();
    sorted.sort_by_key(|m| m.start);
    let mut blocks = blocks.to_vec();
    for run in blocks.iter_mut().flat_map(Block::runs_mut) {
        let whole = std::mem::take(run);
        for span in whole {
            split(span, &sorted, run);
        }
    }
    blocks
}

fn split(span: Span, mentions: &[Placed], into: &mut Vec<Span>) {
    let scalars: Vec<char> = span.text.chars().collect();
    let end = span.start + scalars.len();
    let mut at = span.start;
    let mut push = |from: usize, to: usize, mention: Option<usize>| {
        if from < to {
            let text = scalars[from - span.start..to - span.start].iter().collect();
            into.push(Span { start: from, text, mention, ..span.clone() });
        }
    };
    let first = mentions.partition_point(|m| m.end <= span.start);
    for mention in mentions[first..].iter().take_while(|m| m.start < end) {
        let (from, to) = (mention.start.max(at), mention.end.min(end));
        if from < to {
            push(at, from, None);
            push(from, to, Some(mention.index));
            at = to;
        }
    }
    push(at, end, None);
}
