{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='party_key',
    on_schema_change='fail',
    post_hook="{{ forget_gone_groups() }}",
    schema='intermediate',
) }}

{#
    Every reason to take two records for one customer, with its rule, score and since-date: what a
    system refers to, what is alike enough, and what a person has decided. A pair decided to be
    different has no link.
#}
with party_references as (

    {{ conform('party_reference', {
        'party_key': 'bigint',
        'other_party_key': 'bigint',
        'link_rule': 'text',
        'linked_since_date': 'date',
    }) }}

),

decisions as (

    select * from {{ ref('int_party_decision') }}

),
{% if is_incremental() %}
marks as (

    select
        party_key,
        _version_mark
    from (
        {{ party_links() | indent(8) }}
    ) as marked

),

buckets as (

    {{ changed_buckets('marks', 'party_key') | indent(4) }}

),

changed as (

    select coalesce(marked.party_key, built.party_key) as party_key
    from (
        select
            marks.party_key,
            count(*) as link_count,
            {{ united_hash('marks._version_mark') }} as links_mark
        from marks
        inner join buckets
            on {{ bucket_of('marks.party_key') }} = buckets.bucket
        group by marks.party_key
    ) as marked
    full outer join (
        select
            links.party_key,
            count(*) as link_count,
            {{ united_hash('links._version_mark') }} as links_mark
        from {{ this }} as links
        inner join buckets
            on {{ bucket_of('links.party_key') }} = buckets.bucket
        group by links.party_key
    ) as built
        on marked.party_key = built.party_key
    where
        marked.links_mark is distinct from built.links_mark
        or marked.link_count is distinct from built.link_count

),
{% endif %}
final as (

    {{ party_links('changed' if is_incremental()) | indent(4) }}

)

{{ made_again('final', 'changed', ['party_key']) }}
