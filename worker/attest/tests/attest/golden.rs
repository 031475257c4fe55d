use rayment_attest::{Processor, Task, Watch, commit};

use crate::{hex, reference, task};

#[test]
fn the_processor_gives_the_published_tips() {
    let published = [
        (1, 1, 0, "8f27e98e9bc64d0fdbe01c47efeb9aa8"),
        (1, 3, 0, "47f987727c9c69d4fd376f40e830c02c"),
        (2, 2, 0, "0278782e0152c0dd068128f77cdcc2c4"),
        (3, 1, 1, "464beb258ef121e08ac26b7671d1fcee"),
        (5, 3, 0, "7e72c7a43804861039d1f262daef6390"),
        (64, 16, 2, "b29f1fb1d1c1e681d29a1b301dae2ebd"),
        (65, 17, 0, "c021c2f28e7086a8b914d73a487dbea1"),
        (255, 2, 0, "3835a4065a1abd0974fbac639a7b1093"),
        (256, 2, 0, "3c02b6b208088cacba952c1d1333c749"),
        (1000, 5, 0, "086fd750cd14a03188715f7854380d3f"),
    ];
    for (labels, stages, index, tip) in published {
        let task = Task { index, ..task(labels, stages) };
        let found = commit(&mut Processor::new(), &task, &Watch::new()).expect("it fits").tip();
        assert_eq!(found, hex(tip), "{labels} labels, {stages} stages, card {index}");
    }
}

#[test]
fn the_processor_does_what_the_definition_says() {
    // Sizes around the cuts that the processor makes: batches of 32, chunks of 4,096.
    for labels in [31, 33, 4095, 4096, 4097, 8193] {
        let task = Task { provider: [7; 32], ..task(labels, 2) };
        let found = commit(&mut Processor::new(), &task, &Watch::new()).expect("it fits").tip();
        assert_eq!(found, reference::tip(&task), "{labels} labels");
    }
}

#[test]
fn a_card_serves_one_size_after_another() {
    let mut card = Processor::new();
    for labels in [500, 20, 500, 3] {
        let task = task(labels, 2);
        let found = commit(&mut card, &task, &Watch::new()).expect("it fits").tip();
        assert_eq!(found, reference::tip(&task), "{labels} labels");
    }
}
