with source as (

    select * from {{ ref('stg_erp__organisation_version') }}

),

known as (

    {{ known_versions('source', ['unit_id']) }}

),

final as (

    select
        -- keys
        unit_id,
        parent_unit_id,

        -- dimensions
        unit_name,
        unit_type,
        city_name,
        country_name,
        valid_from_date,

        -- metadata
        changed_at,
        _load_id,
        _loaded_at,
        _source_file,
        _source_position
    from known

)

select * from final
