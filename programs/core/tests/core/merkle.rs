//! The commitment to all tiles: what proves a leaf's place, and what does not.

use proptest::{prelude::*, sample::Index};
use rayment_core::{
    Hash, Native, Sha256,
    proof::merkle::{path, root, verify},
};

fn leaves(count: usize) -> Vec<Hash> {
    (0..count).map(|index| Native::hash(&[&[0], &index.to_le_bytes()])).collect()
}

fn node(left: &Hash, right: &Hash) -> Hash {
    Native::hash(&[&[1], left, right])
}

#[test]
fn no_leaves_no_root() {
    assert_eq!(root::<Native>(&[]), None);
    assert_eq!(path::<Native>(&[], 0), None);
    assert!(!verify::<Native>(&[0; 32], 0, 0, &[0; 32], &[]));
}

#[test]
fn a_single_leaf_is_the_root_and_needs_no_sibling() {
    let all = leaves(1);
    assert_eq!(root::<Native>(&all), Some(all[0]));
    assert_eq!(path::<Native>(&all, 0), Some(vec![]));
    assert!(verify::<Native>(&all[0], 1, 0, &all[0], &[]));
    assert!(!verify::<Native>(&all[0], 1, 1, &all[0], &[]));
}

#[test]
fn an_odd_node_moves_up_as_it_is() {
    let all = leaves(5);
    let left = node(&node(&all[0], &all[1]), &node(&all[2], &all[3]));
    assert_eq!(root::<Native>(&all), Some(node(&left, &all[4])));
    assert_eq!(path::<Native>(&all, 4), Some(vec![left]), "twice without a sibling");
    let three = leaves(3);
    assert_eq!(root::<Native>(&three), Some(node(&node(&three[0], &three[1]), &three[2])));
}

#[test]
fn an_odd_node_is_not_doubled() {
    let all = leaves(3);
    let mut doubled = all.clone();
    doubled.push(all[2]);
    assert_ne!(root::<Native>(&all), root::<Native>(&doubled));
}

#[test]
fn every_leaf_of_every_tree_proves_its_place() {
    for count in 1..=70 {
        let all = leaves(count);
        let root = root::<Native>(&all).unwrap();
        for (index, leaf) in all.iter().enumerate() {
            let path = path::<Native>(&all, index).unwrap();
            assert!(verify::<Native>(&root, count as u64, index as u64, leaf, &path), "{index} of {count}");
        }
        assert_eq!(path::<Native>(&all, count), None);
    }
}

#[test]
fn a_proof_holds_at_no_other_place() {
    for count in 2..=40 {
        let all = leaves(count);
        let root = root::<Native>(&all).unwrap();
        for (index, leaf) in all.iter().enumerate() {
            let path = path::<Native>(&all, index).unwrap();
            for other in (0..count as u64 + 2).filter(|other| *other != index as u64) {
                assert!(!verify::<Native>(&root, count as u64, other, leaf, &path), "{index} at {other} of {count}");
            }
        }
    }
}

#[test]
fn an_inner_node_is_no_leaf() {
    let all = leaves(4);
    let root = root::<Native>(&all).unwrap();
    let (left, right) = (node(&all[0], &all[1]), node(&all[2], &all[3]));
    // It would prove a tree of two leaves, so the number of leaves must be known, and it is.
    assert!(verify::<Native>(&root, 2, 0, &left, &[right]));
    for index in 0..4 {
        assert!(!verify::<Native>(&root, 4, index, &left, &[right]));
    }
    // What is hashed as a leaf starts with another byte than what is hashed as a node.
    let mut pair = all[0].to_vec();
    pair.extend(all[1]);
    assert_ne!(Native::hash(&[&[0], &pair]), left);
}

#[test]
fn the_root_depends_on_the_order() {
    let all = leaves(6);
    let mut swapped = all.clone();
    swapped.swap(2, 5);
    assert_ne!(root::<Native>(&all), root::<Native>(&swapped));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn anything_changed_is_refused(
        count in 2usize..200, at in any::<Index>(), by in any::<Index>(), bit in 0usize..256,
    ) {
        let all = leaves(count);
        let (root, index) = (root::<Native>(&all).unwrap(), at.index(count));
        let path = path::<Native>(&all, index).unwrap();
        let flip = |hash: &mut Hash| hash[bit / 8] ^= 1 << (bit % 8);
        let holds = |leaf: &Hash, path: &[Hash]| verify::<Native>(&root, count as u64, index as u64, leaf, path);
        prop_assert!(holds(&all[index], &path));

        let mut leaf = all[index];
        flip(&mut leaf);
        prop_assert!(!holds(&leaf, &path), "a wrong leaf");

        let mut wrong = path.clone();
        flip(&mut wrong[by.index(path.len())]);
        prop_assert!(!holds(&all[index], &wrong), "a wrong sibling");

        let mut longer = path.clone();
        longer.insert(by.index(path.len() + 1), [0; 32]);
        prop_assert!(!holds(&all[index], &longer), "a sibling too many");

        let mut shorter = path.clone();
        shorter.remove(by.index(path.len()));
        prop_assert!(!holds(&all[index], &shorter), "a sibling too few");

        let mut other_root = root;
        flip(&mut other_root);
        prop_assert!(!verify::<Native>(&other_root, count as u64, index as u64, &all[index], &path), "another root");
    }

    #[test]
    fn no_input_makes_it_panic(
        root: Hash, count: u64, index: u64, leaf: Hash, path in prop::collection::vec(any::<Hash>(), 0..70),
    ) {
        prop_assert!(!verify::<Native>(&root, count, index, &leaf, &path));
    }
}
