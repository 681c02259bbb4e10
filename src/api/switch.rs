//! The switches that send a job or a pipeline to its project's matrix.

use crate::{
    domain::{JobId, PipelineId},
    store::{Job, Pipeline, Slot, Stored, SwitchName},
};

use super::{
    Writing,
    context::Named,
    quirk::{PipelineSwitchLink, ProjectSwitchWrite, QuirkId},
};

/// A switch of a resource: its name in the seed, and where it is.
struct Switch<R> {
    name: SwitchName,
    read: fn(&R) -> bool,
    write: fn(&mut R, bool),
}

const PROJECT_SWITCH: Switch<Job> = Switch {
    name: SwitchName::ProjectSwitch,
    read: |job| job.project_switch,
    write: |job, on| job.project_switch = on,
};

const IS_PROJECT_SWITCH: Switch<Pipeline> = Switch {
    name: SwitchName::IsProjectSwitch,
    read: |pipeline| pipeline.is_project_switch,
    write: |pipeline, on| pipeline.is_project_switch = on,
};

const IS_USE_DEVUC: Switch<Pipeline> = Switch {
    name: SwitchName::IsUseDevuc,
    read: |pipeline| pipeline.is_use_devuc,
    write: |pipeline, on| pipeline.is_use_devuc = on,
};

impl Writing<'_> {
    /// Sends a job to its project's matrix, or back to its own rows.
    pub(super) fn switch_job(&mut self, id: &JobId, slot: &mut Slot, on: bool) {
        self.write_switch(id, slot, &PROJECT_SWITCH, on);
        self.copy_if_told::<Job>(id, slot, on);
    }

    /// Sends a pipeline to its project's matrix, or back to its own rows.
    pub(super) fn switch_pipeline(&mut self, id: &PipelineId, slot: &mut Slot, is_project_switch: bool) {
        self.note_quirk(QuirkId::PipelineSwitchLink);
        self.write_switch(id, slot, &IS_PROJECT_SWITCH, is_project_switch);
        match self.quirks.pipeline_switch_link {
            PipelineSwitchLink::Inverse => self.write_switch(id, slot, &IS_USE_DEVUC, !is_project_switch),
            PipelineSwitchLink::Same => self.write_switch(id, slot, &IS_USE_DEVUC, is_project_switch),
            PipelineSwitchLink::None => {}
        }
        self.copy_if_told::<Pipeline>(id, slot, is_project_switch);
    }

    /// Stores what the permission switch of a pipeline is set to; it is read back as it was set, whatever the link.
    pub(super) fn use_devuc(&mut self, id: &PipelineId, slot: &mut Slot, flag: bool) {
        self.note_quirk(QuirkId::PipelineSwitchLink);
        self.write_switch(id, slot, &IS_USE_DEVUC, flag);
        let is_project_switch = match self.quirks.pipeline_switch_link {
            PipelineSwitchLink::Inverse => !flag,
            PipelineSwitchLink::Same => flag,
            PipelineSwitchLink::None => return,
        };
        self.write_switch(id, slot, &IS_PROJECT_SWITCH, is_project_switch);
        self.copy_if_told::<Pipeline>(id, slot, is_project_switch);
    }

    /// Overwrites the rows with the project's when the switch goes there, if that is what the switch means.
    fn copy_if_told<R: Named>(&mut self, id: &R::Id, slot: &mut Slot, on: bool) {
        if !on {
            return;
        }
        self.note_quirk(QuirkId::ProjectSwitchWrite);
        if self.quirks.project_switch_write == ProjectSwitchWrite::Copy {
            self.copy_project_rows::<R>(id, slot);
        }
    }

    /// Stores a switch if it has another value.
    fn write_switch<R: Stored>(&mut self, id: &R::Id, slot: &mut Slot, switch: &Switch<R>, on: bool) {
        let before = (switch.read)(R::at(self.store, *slot));
        if before == on {
            return;
        }
        let stamp = self.stamp;
        let resource = R::at_mut(self.store, slot);
        (switch.write)(resource, on);
        resource.touch(stamp);
        resource.note_switch(stamp);
        self.changes.of(R::entity(id)).switch(switch.name, before, on);
    }
}
